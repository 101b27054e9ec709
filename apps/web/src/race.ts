/** The live race: a worker trains, its curves grow here. */

import { optimizers } from "@downhill/catalog";
import type { HyperSpec } from "@downhill/plugin";
import { type Racer, settingsOf } from "./curves.ts";
import { EntryForm, FieldError } from "./entry-form.ts";
import type { Pen } from "./palette.ts";
import { Plot } from "./plot.ts";
import type { Batch, Course, Entrant, Reply, Request } from "./protocol.ts";

/** So many batches are under way that the worker need not wait for the page, each as long as a frame takes within reason. */
const ahead = 2;
const [shortest, longest] = [14, 100];

/** One race from start to finish; `paused` ones ask for nothing. */
interface Race {
  readonly worker: Worker;
  readonly course: Course;
  readonly racers: readonly Racer[];
  state: "running" | "paused" | "finished";
  asked: number;
  /** When it was last drawn. */
  drawn: number;
  /** Time spent running, for the pace, and since when it has been. */
  spent: number;
  since: number;
}

export class RaceView {
  readonly #plot: Plot;
  readonly #entries: EntryForm;
  readonly #form = document.querySelector<HTMLFormElement>("#race-form")!;
  readonly #settings = document.querySelector<HTMLFieldSetElement>("#race-settings")!;
  readonly #run = document.querySelector<HTMLButtonElement>("#race-run")!;
  readonly #reset = document.querySelector<HTMLButtonElement>("#race-reset")!;
  readonly #status = document.querySelector<HTMLElement>("#race-status")!;
  readonly #error = document.querySelector<HTMLElement>("#race-error")!;
  #race: Race | undefined;
  #frame = 0;

  constructor(pen: (optimizer: string) => Pen) {
    const rates = new Map(
      Object.entries(optimizers).map(([name, { hyper }]) => [name, (hyper as HyperSpec).lr?.default ?? 1]),
    );
    this.#entries = new EntryForm(document.querySelector("#race-optimizers")!, rates);
    this.#plot = new Plot(document.querySelector("#race-plot")!, pen);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#race?.state === "running") this.#pause(this.#race);
      else if (this.#race?.state === "paused") this.#resume(this.#race);
      else this.#start();
    });
    this.#reset.addEventListener("click", () => this.#clear());
    this.#clear();
  }

  #start(): void {
    this.#clear();
    try {
      const course = this.#entries.course();
      const epoch: number[] = [];
      const racers = course.entrants.map((entrant) => {
        const { name } = entrant;
        return { name, optimizer: name, settings: settings(entrant), runs: [{ epoch, loss: [], accuracy: [] }] };
      });
      const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "race" });
      const race: Race = { worker, course, racers, state: "paused", asked: 0, drawn: 0, spent: 0, since: 0 };
      worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
        if (data.type === "batch") this.#take(race, data);
        else this.#fail(data.message, data.entrant);
      });
      worker.addEventListener("error", (event) => this.#fail(event.message || "the race's worker did not start"));
      this.#race = race;
      this.#plot.show(racers);
      this.#tell(race, { type: "start", course });
      this.#resume(race);
    } catch (error) {
      this.#fail((error as Error).message, error instanceof FieldError ? error.field : undefined);
    }
  }

  #resume(race: Race): void {
    race.state = "running";
    race.since = race.drawn = performance.now();
    this.#ask(race);
    this.#show();
  }

  #pause(race: Race): void {
    race.state = "paused";
    race.spent += performance.now() - race.since;
    this.#show();
  }

  /** What went before is over: no worker, no curves, no message. */
  #clear(): void {
    this.#stop();
    this.#race = undefined;
    this.#error.hidden = true;
    this.#entries.blame(undefined);
    this.#plot.show([]);
    this.#show();
  }

  #stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#race?.worker.terminate();
  }

  #fail(message: string, culprit?: HTMLInputElement | string): void {
    this.#stop();
    this.#race = undefined;
    this.#entries.blame(culprit);
    this.#error.textContent = message;
    this.#error.hidden = false;
    this.#show();
  }

  #tell(race: Race, request: Request): void {
    race.worker.postMessage(request);
  }

  #ask(race: Race): void {
    const now = performance.now();
    const milliseconds = Math.min(Math.max(now - race.drawn, shortest), longest);
    race.drawn = now;
    for (; race.state === "running" && race.asked < ahead; race.asked++) {
      this.#tell(race, { type: "train", milliseconds });
    }
  }

  #take(race: Race, { from, loss, accuracy, finished }: Batch): void {
    race.asked--;
    const { epoch } = race.racers[0]!.runs[0]!;
    for (let i = 0; i < loss[0]!.length; i++) epoch.push(from + i);
    race.racers.forEach(({ runs: [curve] }, i) => {
      curve!.loss.push(...loss[i]!);
      curve!.accuracy.push(...accuracy[i]!);
    });
    if (finished && race.state !== "finished") {
      if (race.state === "running") this.#pause(race);
      race.state = "finished";
      race.worker.terminate();
    }
    // Asked again when drawn: what the screen cannot show is not trained ahead of it.
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#ask(race);
      this.#plot.grow();
      this.#show();
    });
  }

  #show(): void {
    const race = this.#race;
    const label = { running: "Pause", paused: "Resume", finished: "Start" };
    this.#run.textContent = race ? label[race.state] : "Start";
    this.#reset.disabled = !race && this.#error.hidden === true;
    this.#settings.disabled = race !== undefined && race.state !== "finished";
    this.#form.dataset.state = race?.state ?? "idle";
    this.#status.textContent = race ? status(race) : "";
  }
}

/** The rate that was asked for, and the optimizer's own defaults. */
function settings({ name, lr }: Entrant): string {
  const { hyper } = optimizers[name as keyof typeof optimizers];
  const defaults = Object.entries(hyper as HyperSpec).map(([key, { default: value }]) => [key, value]);
  return settingsOf({ ...Object.fromEntries(defaults), lr }).join(", ");
}

function status({ racers, course, state, spent, since }: Race): string {
  const epochs = racers[0]!.runs[0]!.epoch.length;
  const seconds = (spent + (state === "running" ? performance.now() - since : 0)) / 1000;
  const pace = epochs > 0 ? ` · ${Math.round((epochs * racers.length) / seconds).toLocaleString("en")} steps/s` : "";
  const goal = `${course.epochs.toLocaleString("en")} ${course.epochs === 1 ? "epoch" : "epochs"}`;
  return `${epochs.toLocaleString("en")} of ${goal}${pace}`;
}
