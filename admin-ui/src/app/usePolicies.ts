import { useEffect, useState } from "react";
import { listPolicies } from "../api/policies";
import type { Policy } from "../model/policies";

const EVERY_MILLIS = 1_000;

/** The policies, asked for again and again while the page is looked at; undefined: not known. */
export function usePolicies(token: string, live: boolean): readonly Policy[] | undefined {
  const [policies, setPolicies] = useState<readonly Policy[]>();
  useEffect(() => {
    if (!live) {
      return undefined;
    }
    const end = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      if (!document.hidden) {
        const listed = await listPolicies(token, end.signal);
        if (end.signal.aborted) {
          return;
        }
        // What was told last stays while nobody answers; the top bar says that.
        if (listed.kind === "policies") {
          setPolicies(listed.policies);
        }
        if (listed.kind === "none") {
          return;
        }
      }
      timer = setTimeout(() => void ask(), EVERY_MILLIS);
    };
    void ask();
    return () => {
      end.abort();
      clearTimeout(timer);
    };
  }, [token, live]);
  return policies;
}
