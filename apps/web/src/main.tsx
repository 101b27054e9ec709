import "uplot/dist/uPlot.min.css";
import "./style/main.css";
import { openApp } from "./shell/open.tsx";
import { restoreTheme } from "./theme.ts";

restoreTheme();
openApp(document.querySelector<HTMLElement>("#app")!);
