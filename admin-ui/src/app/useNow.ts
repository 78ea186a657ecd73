import { useEffect, useState } from "react";

/** Ages are shown in whole seconds. */
const TICK_MILLIS = 500;

/** The time, drawn anew while it passes. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MILLIS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
