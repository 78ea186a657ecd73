import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { takeFromAddress } from "./api/token";
import { App } from "./app/App";
import { Store } from "./app/store";
import "./styles/base.css";
import "./styles/page.css";
import "./styles/gateways.css";
import "./styles/policies.css";

takeFromAddress(location, history, sessionStorage);

const root = document.getElementById("root");
if (root === null) {
  throw new Error("index.html: no #root");
}
createRoot(root).render(
  <StrictMode>
    <App store={new Store()} />
  </StrictMode>,
);
