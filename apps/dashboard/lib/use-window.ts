'use client';

import { type RefObject, useEffect, useState } from 'react';

/** Rows drawn above and below the visible ones, so that quick scrolling shows no holes. */
const MARGIN = 12;

/**
 * Which rows of a long list of equal rows are worth drawing.
 * @param rowHeight px
 * @returns the first row and the one after the last
 */
export function useWindow(scroller: RefObject<HTMLElement | null>, count: number, rowHeight: number): [number, number] {
  const [[top, height], setPlace] = useState<[number, number]>([0, 600]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => setPlace([element.scrollTop, element.clientHeight]);
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [scroller]);
  const first = Math.max(0, Math.min(count, Math.floor(top / rowHeight) - MARGIN));
  return [first, Math.min(count, Math.ceil((top + height) / rowHeight) + MARGIN)];
}
