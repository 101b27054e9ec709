/** The curves of a bench results file: the latest at first, then whichever is dropped on the page or picked. */

import { parseResults, type Results } from "@downhill/bench/results";
import { racers } from "./curves.ts";
import type { Pen } from "./palette.ts";
import { Plot } from "./plot.ts";

const element = (id: string): HTMLElement => document.getElementById(id)!;

function describe(name: string, { created, problem, target, environment, runs }: Results): string {
  const seeds = new Set(runs.map((run) => run.seed)).size;
  const when = new Date(created).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  const lines = seeds > 1 ? `${seeds} seeds, the median drawn stronger` : "1 seed";
  return `${name}: ${problem.name}, ${problem.description}. Target accuracy ${target.accuracy}; ${lines}. ${when}, Node ${environment.node.replace(/^v/, "")}, ${environment.platform}.`;
}

export function resultsView(pen: (optimizer: string) => Pen): void {
  const host = element("results-plot");
  const error = element("results-error");
  const plot = new Plot(host, pen);

  const fail = (message: string): void => {
    error.textContent = message;
    error.hidden = false;
  };

  /** What cannot be read leaves the plot as it was. */
  const show = (name: string, text: string): void => {
    let results: Results;
    try {
      results = parseResults(text);
    } catch (reason) {
      fail(`${name}: ${(reason as Error).message}`);
      return;
    }
    error.hidden = true;
    element("results-none").hidden = true;
    element("results-about").textContent = describe(name, results);
    host.hidden = false;
    plot.show(racers(results.runs), results.target.accuracy);
  };

  // Reading a big file takes a while: only the file asked for last is shown.
  let asked = 0;
  const open = async (name: string, read: () => Promise<string>): Promise<void> => {
    const ticket = ++asked;
    const text = await read().catch((reason: Error) => reason);
    if (ticket !== asked) return;
    if (text instanceof Error) fail(`${name}: ${text.message}`);
    else if (text === "null") element("results-none").hidden = false;
    else show(name, text);
  };

  element("results-file").addEventListener("change", (event) => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (file) void open(file.name, () => file.text());
    input.value = ""; // so that the same file can be opened again
  });

  acceptDrops((file) => {
    if (file) void open(file.name, () => file.text());
    else fail("nothing to read there: drop a results file");
  });

  void open("latest.json", async () => {
    const response = await fetch(`${import.meta.env.BASE_URL}results/latest.json`);
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    return await response.text();
  });
}

function acceptDrops(onDrop: (file: File | undefined) => void): void {
  const over = (on: boolean) => document.body.classList.toggle("dropping", on);
  addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) over(false);
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    onDrop(event.dataTransfer?.files[0]);
  });
}
