import "uplot/dist/uPlot.min.css";
import "./style.css";
import { optimizers } from "@downhill/catalog";
import { palette } from "./palette.ts";
import { RaceView } from "./race.ts";
import { resultsView } from "./results-view.ts";

// Those of the bench and of a race that is started as it stands come first: their colours differ.
const pen = palette([...new Set(["adagrad", "adam", "rmsprop", "sgd", ...Object.keys(optimizers)])]);

new RaceView(pen);
resultsView(pen);
