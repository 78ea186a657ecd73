import { useState } from "react";
import { type Column, type Order, orderOf, searchOf, toggled } from "../model/sort";

/** The order of all tables; it stands in the address, so that it can be shared. */
export function useOrder(): readonly [Order, (column: Column) => void] {
  const [order, setOrder] = useState(() => orderOf(location.search));
  const sort = (column: Column) => {
    const next = toggled(order, column);
    history.replaceState(null, "", location.pathname + searchOf(next));
    setOrder(next);
  };
  return [order, sort];
}
