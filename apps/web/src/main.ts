import "uplot/dist/uPlot.min.css";
import "./style.css";
import { optimizers } from "@downhill/catalog";
import { palette } from "./palette.ts";
import { RaceView } from "./race.ts";
import { resultsView } from "./results-view.ts";

const pen = palette(Object.keys(optimizers));

new RaceView(pen);
resultsView(pen);
