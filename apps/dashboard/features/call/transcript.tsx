'use client';

import type { TranscriptItem } from '@antiphon/events';
import { Fragment, memo, useRef } from 'react';
import { formatLatency, formatMoment } from '../../lib/format.ts';
import { useStickToEnd } from '../../lib/use-stick-to-end.ts';
import { runsOf, shownWords } from './words.ts';

export interface TranscriptProps {
  items: readonly TranscriptItem[];
  /** How long the caller waited, by the turn that was answered. Ms. */
  waits: ReadonlyMap<string, number>;
}

/** What was said, word by word as it was played. */
export const Transcript = memo(function Transcript({ items, waits }: TranscriptProps) {
  const scroller = useRef<HTMLDivElement>(null);
  useStickToEnd(scroller, items);
  return (
    <section className="panel transcript" aria-label="Transcript">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled box must be reachable by keyboard. */}
      <div className="transcript-scroll" ref={scroller} tabIndex={0} role="log" aria-label="What was said">
        {items.length === 0 && <p className="quiet-line">Nobody has spoken yet.</p>}
        <ol>
          {items.map((item) => (
            <Line key={`${item.kind}${item.id}`} item={item} waitMs={waits.get(item.id)} />
          ))}
        </ol>
      </div>
    </section>
  );
});

const Line = memo(function Line({ item, waitMs }: { item: TranscriptItem; waitMs: number | undefined }) {
  const isCut = item.state === 'interrupted' || item.state === 'aborted';
  return (
    <li className="line" data-who={item.kind} data-state={item.state} data-message={item.id}>
      <span className="line-at num">{formatMoment(item.at)}</span>
      <div className="line-body">
        <p className="line-who">
          {item.kind === 'user' ? 'Caller' : 'Agent'}
          {waitMs !== undefined && (
            <span className="line-note num" title="From the caller’s last sound to the agent’s first">
              answered in {formatLatency(waitMs)}
            </span>
          )}
          {isCut && <span className="line-note">{item.state === 'aborted' ? 'not heard' : 'cut off'}</span>}
          {item.understood === false && <span className="line-note">not understood</span>}
        </p>
        <p className={item.interim ? 'words words-interim' : 'words'}>
          {item.understood === false && item.text === ''
            ? '…'
            : runsOf(shownWords(item)).map(({ fate, text }, index) => (
                // A run has no name but its place.
                <Fragment key={index}>
                  {index > 0 && ' '}
                  <span
                    className={`word-${fate}`}
                    title={fate === 'cut' ? 'Cut off: the caller did not hear this' : undefined}
                  >
                    {text}
                  </span>
                </Fragment>
              ))}
        </p>
      </div>
    </li>
  );
});
