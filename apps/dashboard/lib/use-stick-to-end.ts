'use client';

import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** Near enough to the end to count as "at the end", px. */
const NEAR = 48;

/** Keeps a scrolled box at its end while it grows, unless the person has scrolled away from there. */
export function useStickToEnd(scroller: RefObject<HTMLElement | null>, content: unknown): void {
  const isAtEnd = useRef(true);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const note = () => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    };
    element.addEventListener('scroll', note, { passive: true });
    return () => element.removeEventListener('scroll', note);
  }, [scroller]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [scroller, content]);
}
