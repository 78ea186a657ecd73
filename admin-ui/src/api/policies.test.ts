import { describe, expect, it, vi } from "vitest";
import { askPolicy, listPolicies } from "./policies";

const NEVER = new AbortController().signal;

describe("listPolicies", () => {
  it("asks with the token", async () => {
    const fetcher = vi.fn<typeof fetch>(() => Promise.resolve(new Response('{"items":[]}')));

    expect(await listPolicies("secret", NEVER, fetcher)).toEqual({ kind: "policies", policies: [] });

    const [path, request] = fetcher.mock.calls[0] as [string, RequestInit];
    expect(path).toBe("/api/v1/policies");
    expect((request.headers as Record<string, string>)["Authorization"]).toBe("Bearer secret");
  });

  it("knows a control plane without policies", async () => {
    const fetcher = () => Promise.resolve(new Response("{}", { status: 404 }));

    expect(await listPolicies("", NEVER, fetcher)).toEqual({ kind: "none" });
  });

  it("says why nothing is known", async () => {
    const unread = () => Promise.resolve(new Response("{}", { status: 503 }));
    const wrong = () => Promise.resolve(new Response("[]"));

    expect(await listPolicies("", NEVER, unread)).toEqual({ kind: "silent", why: "answer 503" });
    expect((await listPolicies("", NEVER, wrong)).kind).toBe("silent");
  });
});

describe("askPolicy", () => {
  it("posts what is asked about the policy", async () => {
    const fetcher = vi.fn<typeof fetch>(() => Promise.resolve(new Response("{}", { status: 202 })));

    expect(await askPolicy("", "chat-limits", "pause", fetcher)).toEqual({ kind: "accepted" });

    expect(fetcher.mock.calls[0]?.[0]).toBe("/api/v1/policies/chat-limits/pause");
  });
});
