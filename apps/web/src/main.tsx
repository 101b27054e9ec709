import "./style/main.css";
import { openApp } from "./shell/open.tsx";
import { restoreTheme } from "./theme.ts";

restoreTheme();
const root = document.querySelector<HTMLElement>("#app")!;
let close = openApp(root, location.hash);
// Another link that is put into the address is another race.
addEventListener("hashchange", () => {
  close();
  close = openApp(root, location.hash);
});
