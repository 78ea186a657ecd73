import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { document } from "../model/sample";
import { SILENCE_MILLIS, follow } from "./events";

const EVENT = `event: fleet\ndata: ${JSON.stringify(document())}\n\n`;

/** Answers in turn; the last one again and again. */
function server(...answers: (() => Response)[]) {
  const requests: RequestInit[] = [];
  const fetcher = async (_: unknown, request: RequestInit = {}) => {
    requests.push(request);
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    if (answer === undefined) {
      throw new TypeError("Failed to fetch");
    }
    return answer();
  };
  return { requests, fetcher: fetcher as typeof fetch };
}

function stream(text: string, end: boolean): () => Response {
  return () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(text));
          if (end) {
            controller.close();
          }
        },
      }),
    );
}

function listener() {
  return { received: vi.fn(), lost: vi.fn(), refused: vi.fn() };
}

describe("follow", () => {
  const end = { controller: new AbortController() };

  beforeEach(() => {
    vi.useFakeTimers();
    end.controller = new AbortController();
  });

  afterEach(() => {
    end.controller.abort();
    vi.useRealTimers();
  });

  it("sends the token and hands over what it reads", async () => {
    const { requests, fetcher } = server(stream(EVENT, false));
    const heard = listener();
    void follow("secret", heard, end.controller.signal, fetcher);
    await vi.advanceTimersByTimeAsync(100);

    expect(requests[0]?.headers).toEqual({ Authorization: "Bearer secret" });
    expect(heard.received).toHaveBeenCalledTimes(1);
    expect(heard.lost).not.toHaveBeenCalled();
  });

  it("comes back after the stream's end", async () => {
    const { requests, fetcher } = server(stream(EVENT, true), stream(EVENT, false));
    const heard = listener();
    void follow("", heard, end.controller.signal, fetcher);
    await vi.advanceTimersByTimeAsync(1_000);

    expect(heard.lost).toHaveBeenCalledWith("the control plane ended the stream");
    expect(heard.received).toHaveBeenCalledTimes(2);
    expect(requests[0]?.headers).toEqual({});
  });

  it("tries for ever, and slower, while nobody answers", async () => {
    const { requests, fetcher } = server();
    const heard = listener();
    void follow("", heard, end.controller.signal, fetcher);
    await vi.advanceTimersByTimeAsync(60_000);

    expect(heard.lost).toHaveBeenCalledWith("the control plane cannot be reached");
    expect(requests.length).toBeGreaterThan(10);
    expect(requests.length).toBeLessThan(30);
  });

  it("stops at a token that is refused", async () => {
    const { requests, fetcher } = server(() => new Response("", { status: 401 }));
    const heard = listener();
    await follow("wrong", heard, end.controller.signal, fetcher);

    expect(heard.refused).toHaveBeenCalledOnce();
    expect(requests).toHaveLength(1);
  });

  it("says why the control plane refuses", async () => {
    const problem = { code: "api.too-many-watchers", detail: "event streams: 64" };
    const { fetcher } = server(() => Response.json(problem, { status: 503 }));
    const heard = listener();
    void follow("", heard, end.controller.signal, fetcher);
    await vi.advanceTimersByTimeAsync(100);

    expect(heard.lost).toHaveBeenCalledWith("api.too-many-watchers: event streams: 64");
  });

  it("asks no more after its end", async () => {
    const { requests, fetcher } = server();
    const done = follow("", listener(), end.controller.signal, fetcher);
    await vi.advanceTimersByTimeAsync(10);
    end.controller.abort();
    await done;
    await vi.advanceTimersByTimeAsync(SILENCE_MILLIS);

    expect(requests).toHaveLength(1);
  });
});
