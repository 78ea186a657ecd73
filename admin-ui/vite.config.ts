import { defineConfig } from "vite";

/** `npm run dev` shows a fleet that runs: its REST address is that of `./drawbridge up`. */
const CONTROL_PLANE = "http://127.1.2.1:7010";

export default defineConfig({
  build: {
    target: "es2022",
    // Nothing inline: the page's policy forbids it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": CONTROL_PLANE } },
});
