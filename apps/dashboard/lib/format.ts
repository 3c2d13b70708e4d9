/** A running time or a length. @param ms @returns `0:07`, `12:34`, `1:02:03` */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = String(rest).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

/** A moment of a call. @param ms since the call began @returns `0:07.12` */
export function formatMoment(ms: number): string {
  const hundredths = Math.max(0, Math.floor(ms / 10)) % 100;
  return `${formatDuration(ms)}.${String(hundredths).padStart(2, '0')}`;
}

/** A latency. @param ms @returns `80 ms`, `0.51 s`, `12.3 s` */
export function formatLatency(ms: number): string {
  if (ms < 100) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** A time of day in the reader's own zone. @param ts epoch ms @returns `09:05:31` */
export function formatTime(ts: number): string {
  const date = new Date(ts);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** The first moment of the reader's day that holds `ts`. @param ts epoch ms @returns epoch ms */
export function startOfDay(ts: number): number {
  return new Date(ts).setHours(0, 0, 0, 0);
}

/** A reason or a state in words. @param code `idle_timeout` @returns `idle timeout` */
export function formatCode(code: string): string {
  return code.replaceAll(/[_-]+/g, ' ');
}

/** The payload of an event on one line: `turnId=1 text="a table"`. */
export function formatPayload(data: Record<string, unknown>): string {
  return Object.entries(data)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${key}=${typeof value === 'number' ? roundOff(value) : JSON.stringify(value)}`)
    .join(' ');
}

function roundOff(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(3).replace(/0+$/, '');
}
