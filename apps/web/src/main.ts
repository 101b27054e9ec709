import "uplot/dist/uPlot.min.css";
import "./style.css";
import { all } from "@downhill/catalog";
import { palette } from "./palette.ts";
import { RaceView } from "./race.ts";
import { resultsView } from "./results-view.ts";

const pen = palette(Object.keys(all));

new RaceView(pen);
resultsView(pen);
