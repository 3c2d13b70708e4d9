'use client';

import { useSyncExternalStore } from 'react';
import { systemClock } from '../../lib/clock.ts';
import { formatDuration } from '../../lib/format.ts';
import { createStore } from '../../lib/store.ts';

const seconds = createStore(0);
let readers = 0;
let forgetTick = () => {};

function tick(): void {
  const now = systemClock.now();
  seconds.set(Math.floor(now / 1000));
  forgetTick = systemClock.after(1000 - (now % 1000), tick);
}

/** One tick for all the running times of a page. */
function subscribe(listener: () => void): () => void {
  const unsubscribe = seconds.subscribe(listener);
  readers += 1;
  if (readers === 1) tick();
  return () => {
    unsubscribe();
    readers -= 1;
    if (readers === 0) forgetTick();
  };
}

/** How long something has been going on. @param since epoch ms */
export function RunningTime({ since }: { since: number }) {
  const now = useSyncExternalStore(subscribe, seconds.get, seconds.get);
  return <time className="num">{now === 0 || since === 0 ? '0:00' : formatDuration((now + 1) * 1000 - since)}</time>;
}
