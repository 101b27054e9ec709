/** A place in the page for a module that is loaded when it is there. */

import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** @param mount @returns unmounts it */
export function useMounted<M>(
  load: () => Promise<M>,
  mount: (element: HTMLDivElement, module: M) => () => void,
): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let end = () => {};
    let gone = false;
    void load().then((module) => {
      if (!gone && element.current) end = mount(element.current, module);
    });
    return () => {
      gone = true;
      end();
    };
  }, []);
  return element;
}
