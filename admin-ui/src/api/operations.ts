/** Asks the control plane for operations. */

export type Asked = { readonly kind: "accepted" } | { readonly kind: "refused"; readonly why: string };

/** What may be asked about a gateway of any region. */
export type Verb = "drain" | "undrain" | "restart";

export function askGateway(
  token: string,
  region: string,
  gateway: string,
  verb: Verb,
  fetcher: typeof fetch = fetch,
): Promise<Asked> {
  const path = `/api/v1/gateways/${encodeURIComponent(gateway)}/${verb}`;
  return post(token, `${path}?region=${encodeURIComponent(region)}`, fetcher);
}

/** Restarts all gateways of a region, in waves. */
export function askRegionRestart(
  token: string,
  region: string,
  fetcher: typeof fetch = fetch,
): Promise<Asked> {
  return post(token, `/api/v1/fleet/restart?region=${encodeURIComponent(region)}`, fetcher);
}

/** What may be asked about an operation that is under way. */
export type OperationVerb = "abort" | "pause" | "resume";

export function askOperation(
  token: string,
  id: string,
  verb: OperationVerb,
  fetcher: typeof fetch = fetch,
): Promise<Asked> {
  // The slash of an operation for another region stands as it is.
  const name = id.split("/").map(encodeURIComponent).join("/");
  return post(token, `/api/v1/operations/${name}/${verb}`, fetcher);
}

export async function post(token: string, path: string, fetcher: typeof fetch): Promise<Asked> {
  try {
    const response = await fetcher(path, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        // Should a proxy send it twice, it is done once.
        "Idempotency-Key": key(),
        ...(token === "" ? {} : { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ by: "console" }),
      cache: "no-store",
    });
    return response.ok ? { kind: "accepted" } : { kind: "refused", why: await problem(response) };
  } catch {
    return { kind: "refused", why: "the control plane cannot be reached" };
  }
}

/** 128 random bits; randomUUID is not there on plain HTTP. */
function key(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function problem(response: Response): Promise<string> {
  try {
    const { detail } = (await response.json()) as { detail?: string };
    return detail ?? `answer ${response.status}`;
  } catch {
    return `answer ${response.status}`;
  }
}
