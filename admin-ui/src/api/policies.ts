/** Asks the control plane about policies; they change seldom, so they are no part of the events. */

import { type Policy, type PolicyVerb, parsePolicies } from "../model/policies";
import { type Asked, post } from "./operations";

export type Listed =
  | { readonly kind: "policies"; readonly policies: readonly Policy[] }
  /** A control plane of before there were any. */
  | { readonly kind: "none" }
  | { readonly kind: "silent"; readonly why: string };

export async function listPolicies(
  token: string,
  signal: AbortSignal,
  fetcher: typeof fetch = fetch,
): Promise<Listed> {
  try {
    const response = await fetcher("/api/v1/policies", {
      headers: token === "" ? {} : { Authorization: `Bearer ${token}` },
      cache: "no-store",
      signal,
    });
    if (response.status === 404) {
      return { kind: "none" };
    }
    if (!response.ok) {
      return { kind: "silent", why: `answer ${response.status}` };
    }
    return { kind: "policies", policies: parsePolicies(await response.text()) };
  } catch (error) {
    return { kind: "silent", why: error instanceof Error ? error.message : String(error) };
  }
}

export function askPolicy(
  token: string,
  name: string,
  verb: PolicyVerb,
  fetcher: typeof fetch = fetch,
): Promise<Asked> {
  return post(token, `/api/v1/policies/${encodeURIComponent(name)}/${verb}`, fetcher);
}
