/** A place in the page for a module that knows no framework. */

import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** @param mount @returns unmounts it */
export function useMounted(mount: (element: HTMLDivElement) => () => void): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => mount(element.current!), []);
  return element;
}
