/** Runs the race: asks the worker for a frame at every frame of the page, and keeps what comes of it. */

import { openWorker } from "../lanes/open-worker.ts";
import type {
  Contender,
  Course,
  FitFrame,
  Frame,
  LaneId,
  MapFrame,
  ProblemSaid,
  Reply,
  Request,
} from "../lanes/protocol.ts";
import { asking } from "../rooms/asking.ts";
import type { Ask } from "../rooms/questions.ts";
import { answered } from "./answered.ts";
import { type Hashes, hashQueue } from "./hashes.ts";
import type { Entry, Race } from "./race.ts";
import { freePen, type Lane, laneOf, type Speed, type State, stateOf } from "./state.ts";
import { type Store, store } from "./store.ts";

/** The worker's share of a frame; and what it may take where nobody waits for the next one. */
const SHARE = 10;
const LONG = 100;
/** Cells along a map's edge, while the race runs and when it rests. */
const RUNNING = 64;
const RESTING = 128;

export interface Director {
  readonly store: Store<State>;
  /** The last map of each lane. */
  readonly maps: ReadonlyMap<LaneId, MapFrame>;
  /** Where there is no plane. */
  readonly fits: ReadonlyMap<LaneId, FitFrame>;
  /** Calls that after every frame that has changed something. @returns ends it */
  onFrame(draw: () => void): () => void;
  begin(race: Race): void;
  play(): void;
  pause(): void;
  setSpeed(speed: Speed): void;
  /** Shows the race after so many evaluations: back, or on. */
  seek(at: number): void;
  change(course: Partial<Course>): void;
  add(entry: Entry): void;
  remove(id: LaneId): void;
  /** Runs that lane again with other numbers; what it was stays as a ghost. */
  replace(id: LaneId, entry: Entry): void;
  lift(id: LaneId | null): void;
  notify(notice: string | null): void;
  /** The hashes of the weights after so many evaluations. */
  hashes(at: number): Promise<Hashes>;
  catalog(): Promise<readonly Contender[]>;
  problems(): Promise<readonly ProblemSaid[]>;
  /** For the rooms beside the race. */
  readonly ask: Ask;
  destroy(): void;
}

export interface Opening {
  /** Run to the end and show that, rather than what moves. */
  readonly still: boolean;
  /** Where to go first, and stay. */
  readonly at: number | null;
  /** What to race where the race is none. */
  readonly fallback: Race;
}

export function director(race: Race, { still, at: shown, fallback }: Opening): Director {
  const state = store(stateOf(race, !still && shown === null));
  const worker = openWorker();
  const maps = new Map<LaneId, MapFrame>();
  const fits = new Map<LaneId, FitFrame>();
  const listeners = new Set<() => void>();
  let frame = 0;
  /** A frame that has been asked for and has not come. */
  let asked = false;
  /** Whether the race is to stay where that frame comes from. */
  let pausing = false;
  /** Where the race is to be. */
  let wanted = shown ?? (still ? race.budget : 0);
  /** Whether the maps are as fine as they get, of where the race is. */
  let rested = false;
  /** Where the last frame was. */
  let reached = 0;
  /** Whether it has been where it was to go: until then there is nothing to see of a race that stands still. */
  let arrived = !still;
  const catalog = answered<readonly Contender[]>(() => tell({ type: "catalog" }));
  const problems = answered<readonly ProblemSaid[]>(() => tell({ type: "problems" }));
  const questions = asking((number, question) => tell({ type: "ask", number, question }));

  const isAt = (at: number) => at === reached && !state.get().catchingUp;
  const hashes = hashQueue(isAt, seek, (at) => tell({ type: "hashes", race: state.get().race, at }));

  const tell = (request: Request) => worker.postMessage(request);
  const numbered = (lanes: readonly Lane[]) => lanes.map(({ id, entry }) => ({ id, ...entry }));

  function send(): void {
    const { race: number, course, lanes } = state.get();
    tell({ type: "race", race: number, course, entries: numbered(lanes) });
  }

  function ask(): void {
    const { race: number, course, playing, speed, catchingUp } = state.get();
    const { budget } = course;
    if (playing) wanted = Math.min(budget, reached + speed);
    const there = wanted === reached && !catchingUp;
    if (asked || (there && rested)) return;
    asked = true;
    const finest = there && !rested;
    /** Whether what lies on the way is not looked at. */
    const unseen = still && !playing;
    tell({
      ...{
        type: "pull",
        race: number,
        until: wanted,
        milliseconds: playing ? SHARE : unseen ? LONG : LONG / 3,
        jumps: !playing,
      },
      ...{ mapSize: unseen && !there ? 0 : finest ? RESTING : RUNNING, maps: finest ? "all" : "next" },
    });
    if (finest) rested = true;
  }

  function tick(): void {
    frame = requestAnimationFrame(tick);
    ask();
  }

  function take({ at, abreast, lanes: frames, maps: drawn, fits: fitted }: Frame): void {
    asked = false;
    const { lanes, head, course, playing } = state.get();
    if (at !== reached || !abreast) rested = false;
    reached = at;
    if (pausing) wanted = reached;
    pausing = false;
    for (const map of drawn) maps.set(map.id, map);
    for (const fit of fitted) fits.set(fit.id, fit);
    let changed = false;
    const next = lanes.map((lane) => {
      const its = frames.find(({ id }) => id === lane.id);
      if (!its) return lane;
      const { points, diverged, steps, now } = its;
      lane.curve.append(points.evaluations, points.loss, points.metric);
      if (lane.now && steps === lane.steps && diverged?.step === lane.diverged?.step) return lane;
      changed = true;
      return { ...lane, steps, diverged, now };
    });
    if (abreast && at === wanted) arrived = true;
    const over = playing && abreast && at >= course.budget;
    state.set({
      ...(changed ? { lanes: next } : {}),
      ...{ at: arrived ? at : 0, head: Math.max(head, at), catchingUp: !abreast, ...(over ? { playing: false } : {}) },
    });
    for (const draw of listeners) draw();
    hashes.look();
  }

  worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
    const current = state.get();
    if (data.type === "catalog") return catalog.tell(data.contenders);
    if (data.type === "problems") return problems.tell(data.problems);
    if (data.type === "answer")
      return "problem" in data
        ? questions.refuse(data.number, data.problem)
        : questions.answer(data.number, data.value);
    if (data.type === "ran") return;
    if (data.race !== current.race && data.race !== -1) return;
    if (data.type === "frame") return take(data);
    if (data.type === "facts") {
      before = undefined;
      state.set({ facts: data });
    } else if (data.type === "lane") {
      before = undefined;
      const { id, contender, hyper, bytes } = data;
      state.set({ lanes: current.lanes.map((lane) => (lane.id === id ? { ...lane, contender, hyper, bytes } : lane)) });
    } else if (data.type === "hashes") {
      hashes.take(data.hashes);
    } else if (data.type === "failure") {
      fail(data);
    }
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    state.set({ notice: event.message || "the worker that trains did not start", playing: false });
  });

  /** What was there goes on: the last state that the worker has is restored. */
  let before: State | undefined;
  function fail({ of, message }: Reply & { type: "failure" }): void {
    asked = false;
    if (!before) {
      if (state.get().facts) state.set({ notice: message, playing: false });
      else start(fallback, message);
      return;
    }
    const { course, lanes, facts, playing } = before;
    before = undefined;
    state.set({ course, lanes, facts, playing, catchingUp: false, notice: message });
    if (of === "race") restart();
  }

  function start({ entries, ...course }: Race, notice: string | null): void {
    state.set({ course, lanes: entries.map((entry, pen) => laneOf(entry, pen, course.target)), facts: null, notice });
    restart();
  }

  function restart(): void {
    const { race: number, lanes, course } = state.get();
    maps.clear();
    fits.clear();
    reached = 0;
    rested = asked = false;
    arrived = !still;
    wanted = still ? course.budget : 0;
    const fresh = lanes.map(({ entry, pen }) => laneOf(entry, pen, course.target));
    state.set({ race: number + 1, lanes: fresh, at: 0, head: 0, playing: !still, catchingUp: false });
    send();
  }

  function seek(at: number): void {
    const { budget } = state.get().course;
    wanted = Math.min(Math.max(0, Math.round(at)), budget);
    pausing = false;
    rested = false;
    if (state.get().playing) state.set({ playing: false });
  }

  function setLanes(lanes: readonly Lane[]): void {
    before = state.get();
    rested = false;
    state.set({ lanes, catchingUp: true, notice: null });
    tell({ type: "lanes", race: state.get().race, entries: numbered(lanes) });
    for (const draw of listeners) draw();
  }

  send();
  frame = requestAnimationFrame(tick);

  return {
    ...{ store: state, maps, fits, seek },
    onFrame(draw) {
      listeners.add(draw);
      return () => listeners.delete(draw);
    },
    begin(next) {
      before = state.get();
      start(next, null);
    },
    play() {
      const { at, course } = state.get();
      if (at >= course.budget) wanted = reached = 0;
      state.set({ playing: true });
    },
    pause() {
      // A frame that is on its way is still shown: nothing goes back.
      pausing = asked;
      wanted = reached;
      rested = false;
      state.set({ playing: false });
    },
    setSpeed: (speed) => state.set({ speed }),
    change(course) {
      before = state.get();
      state.set({ course: { ...state.get().course, ...course }, notice: null });
      restart();
    },
    add(entry) {
      const { lanes, course } = state.get();
      setLanes([...lanes, laneOf(entry, freePen(lanes), course.target)]);
    },
    remove(id) {
      const { lanes } = state.get();
      if (lanes.length > 1) setLanes(lanes.filter((lane) => lane.id !== id));
    },
    replace(id, entry) {
      const { lanes, course } = state.get();
      setLanes(lanes.map((lane) => (lane.id === id ? laneOf(entry, lane.pen, course.target, lane.curve) : lane)));
    },
    lift(lifted) {
      if (lifted !== state.get().lifted) state.set({ lifted });
    },
    notify: (notice) => state.set({ notice }),
    ...{ hashes: hashes.ask, catalog: catalog.ask, problems: problems.ask, ask: questions.ask },
    destroy() {
      cancelAnimationFrame(frame);
      worker.terminate();
      listeners.clear();
    },
  };
}
