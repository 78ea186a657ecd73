import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { follow } from "../api/events";
import { askGateway, askOperation, askRegionRestart } from "../api/operations";
import { askPolicy } from "../api/policies";
import { forgetToken, storeToken, storedToken } from "../api/token";
import type { Orders } from "../features/GatewayActions";
import type { AskPolicy } from "../features/PolicySection";
import { TokenPrompt } from "../features/TokenPrompt";
import { TopBar } from "../features/TopBar";
import { Waiting } from "../features/Waiting";
import { FleetPage } from "../features/FleetPage";
import type { Store } from "./store";
import { useNow } from "./useNow";
import { usePolicies } from "./usePolicies";

/** The page: who may see it, what is known, how old that is. */
export function App({ store }: { readonly store: Store }) {
  // A new object for each try, so that the same token can be tried again.
  const [access, setAccess] = useState(() => ({ token: storedToken(sessionStorage) }));
  const known = useSyncExternalStore(store.subscribe, store.known);
  const now = useNow();
  const policies = usePolicies(access.token, known.link.kind === "live");

  useEffect(() => {
    const end = new AbortController();
    store.connecting();
    void follow(access.token, store, end.signal);
    return () => end.abort();
  }, [store, access]);

  const orders = useMemo<Orders>(
    () => ({
      gateway: (gateway, verb) => askGateway(access.token, gateway.region, gateway.gateway, verb),
      restartRegion: (region) => askRegionRestart(access.token, region),
      operation: (id, verb) => askOperation(access.token, id, verb),
    }),
    [access],
  );
  const ask = useMemo<AskPolicy>(
    () => (name, verb) => askPolicy(access.token, name, verb),
    [access],
  );
  const enter = (token: string) => {
    storeToken(sessionStorage, token);
    setAccess({ token });
  };
  const leave = () => {
    forgetToken(sessionStorage);
    store.refused();
    setAccess({ token: "" });
  };

  if (known.link.kind === "refused") {
    return <TokenPrompt wrong={access.token !== ""} onToken={enter} />;
  }
  const elapsedMillis = Math.max(0, now - known.receivedMillis);
  return (
    <>
      <TopBar
        fleet={known.fleet}
        link={known.link}
        elapsedMillis={elapsedMillis}
        onLeave={access.token === "" ? undefined : leave}
      />
      {known.fleet === undefined ? (
        <Waiting link={known.link} />
      ) : (
        <FleetPage
          fleet={known.fleet}
          elapsedMillis={elapsedMillis}
          nowMillis={known.receivedMillis}
          total={known.total}
          histories={known.histories}
          orders={orders}
          policies={policies}
          askPolicy={ask}
        />
      )}
    </>
  );
}
