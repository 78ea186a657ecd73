import { describe, expect, it, vi } from "vitest";
import { askGateway, askOperation, askRegionRestart } from "./operations";

const ACCEPTED = () => Promise.resolve(new Response("{}", { status: 202 }));

describe("askGateway", () => {
  it("posts with the token and a key of its own", async () => {
    const fetcher = vi.fn<typeof fetch>(ACCEPTED);

    expect(await askGateway("secret", "local-2", "gw-1", "drain", fetcher)).toEqual({ kind: "accepted" });
    await askGateway("secret", "local-2", "gw-1", "drain", fetcher);

    const [path, request] = fetcher.mock.calls[0] as [string, RequestInit];
    const headers = request.headers as Record<string, string>;
    expect(path).toBe("/api/v1/gateways/gw-1/drain?region=local-2");
    expect(headers["Authorization"]).toBe("Bearer secret");
    expect(headers["Idempotency-Key"]).toMatch(/^[0-9a-f]{32}$/);
    const again = (fetcher.mock.calls[1] as [string, RequestInit])[1];
    expect((again.headers as Record<string, string>)["Idempotency-Key"]).not.toBe(
      headers["Idempotency-Key"],
    );
  });

  it("says in the control plane's words why not", async () => {
    const problem = JSON.stringify({ code: "api.operation-conflict", detail: "drain-1 is under way" });
    const fetcher = () => Promise.resolve(new Response(problem, { status: 409 }));

    expect(await askGateway("", "local-1", "gw-1", "undrain", fetcher)).toEqual({
      kind: "refused",
      why: "drain-1 is under way",
    });
  });

  it("aborts an operation for another region by its whole id", async () => {
    const fetcher = vi.fn<typeof fetch>(ACCEPTED);

    await askOperation("", "drain-1/local-2", "abort", fetcher);

    expect(fetcher.mock.calls[0]?.[0]).toBe("/api/v1/operations/drain-1/local-2/abort");
  });

  it("asks for the restart of a region", async () => {
    const fetcher = vi.fn<typeof fetch>(ACCEPTED);

    await askRegionRestart("", "local-2", fetcher);

    expect(fetcher.mock.calls[0]?.[0]).toBe("/api/v1/fleet/restart?region=local-2");
  });

  it("says that nobody answers", async () => {
    const fetcher = () => Promise.reject(new TypeError("Failed to fetch"));

    expect(await askOperation("", "drain-1", "pause", fetcher)).toEqual({
      kind: "refused",
      why: "the control plane cannot be reached",
    });
  });
});
