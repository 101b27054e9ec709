/** The keyboard's shortcuts, which can be switched off: who dictates or types letters by other means may want that. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Director } from "../race/director.ts";
import { room } from "./rooms.tsx";

export const shortcuts: readonly (readonly [key: string, does: string])[] = [
  ["Space", "play or pause"],
  ["← →", "a step back, a step on; with Shift a hundred"],
  ["Home, End", "the start, the end"],
  ["A", "add an optimizer"],
  ["S", "share"],
  ["?", "this help"],
];

const STORED = "downhill shortcuts";

export const shortcutsOn = signal(read());

function read(): boolean {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

export function switchShortcuts(on: boolean): void {
  shortcutsOn.value = on;
  try {
    localStorage.setItem(STORED, on ? "on" : "off");
  } catch {} // where storage is forbidden, it holds until the page is left
}

/** Of the page, whatever room one is in. */
const everywhere = ["s", "?"];

/** What a key does while nothing is open and nobody types; undefined where it does nothing. */
function actionOf({ key, shiftKey }: KeyboardEvent, director: Director): (() => void) | undefined {
  const { at, playing, course } = director.store.get();
  const stride = shiftKey ? 100 : 1;
  const actions: Readonly<Record<string, () => void>> = {
    " ": playing ? director.pause : director.play,
    ArrowLeft: () => director.seek(at - stride),
    ArrowRight: () => director.seek(at + stride),
    Home: () => director.seek(0),
    End: () => director.seek(course.budget),
    a: () => open("add"),
    s: () => open("share"),
    "?": () => open("help"),
  };
  return actions[key.length === 1 ? key.toLowerCase() : key];
}

const open = (name: string) => document.querySelector<HTMLElement>(`[data-opens="${name}"]`)?.click();

const takesKeys = "input, select, textarea, [contenteditable], [popover]";

export function useShortcuts(director: Director): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { target, ctrlKey, metaKey, altKey, key } = event;
      if (!shortcutsOn.value || ctrlKey || metaKey || altKey || event.defaultPrevented) return;
      if (!(target instanceof Element) || target.closest(takesKeys)) return;
      // A button that has the focus is pressed by Space.
      if (key === " " && target.closest("button, summary, a")) return;
      if (room.value !== "race" && !everywhere.includes(key.toLowerCase())) return;
      const act = actionOf(event, director);
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [director]);
}
