/** What one run of a command printed and wrote. */
export interface CommandResult {
  stdout: string;
  /** The one file it wrote, empty when it wrote none. */
  file: Uint8Array<ArrayBuffer>;
}

const SUCCESS = 0;
const BAD_DESCRIPTOR = 8;
const NOT_SEEKABLE = 70;
const FOLDER = 3;
const FILE = 4;

class Exit extends Error {}

/**
 * Runs a WASI command that reads nothing and writes one file: just the calls that flite makes, with the file in memory.
 * Each run has its own instance, as a command leaves its memory used.
 *
 * @param args the command's own name first
 * Source: WASI preview 1.
 */
export function runCommand(module: WebAssembly.Module, args: readonly string[]): CommandResult {
  const argv = args.map((arg) => new TextEncoder().encode(`${arg}\0`));
  const printed: Uint8Array[] = [];
  const file = new GrowingFile();
  let memory = new WebAssembly.Memory({ initial: 0 });
  const view = () => new DataView(memory.buffer);
  const bytes = (at: number, length: number) => new Uint8Array(memory.buffer, at, length);

  const calls = {
    args_sizes_get(countAt: number, sizeAt: number) {
      view().setUint32(countAt, argv.length, true);
      view().setUint32(
        sizeAt,
        argv.reduce((sum, arg) => sum + arg.length, 0),
        true,
      );
      return SUCCESS;
    },
    args_get(pointersAt: number, bufferAt: number) {
      let at = bufferAt;
      argv.forEach((arg, index) => {
        view().setUint32(pointersAt + 4 * index, at, true);
        bytes(at, arg.length).set(arg);
        at += arg.length;
      });
      return SUCCESS;
    },
    clock_time_get(_clock: number, _precision: bigint, timeAt: number) {
      view().setBigUint64(timeAt, 0n, true);
      return SUCCESS;
    },
    fd_close: () => SUCCESS,
    fd_fdstat_get(descriptor: number, statAt: number) {
      const everything = 0xffff_ffff_ffff_ffffn;
      view().setUint8(statAt, descriptor < FOLDER ? 2 : descriptor);
      view().setUint16(statAt + 2, 0, true);
      view().setBigUint64(statAt + 8, everything, true);
      view().setBigUint64(statAt + 16, everything, true);
      return SUCCESS;
    },
    fd_fdstat_set_flags: () => SUCCESS,
    fd_prestat_get(descriptor: number, prestatAt: number) {
      if (descriptor !== FOLDER) return BAD_DESCRIPTOR;
      view().setUint8(prestatAt, 0);
      view().setUint32(prestatAt + 4, 1, true);
      return SUCCESS;
    },
    fd_prestat_dir_name(_descriptor: number, nameAt: number) {
      view().setUint8(nameAt, '.'.charCodeAt(0));
      return SUCCESS;
    },
    fd_read(_descriptor: number, _buffersAt: number, _buffers: number, readAt: number) {
      view().setUint32(readAt, 0, true);
      return SUCCESS;
    },
    fd_seek(descriptor: number, offset: bigint, whence: number, positionAt: number) {
      if (descriptor !== FILE) return NOT_SEEKABLE;
      view().setBigUint64(positionAt, BigInt(file.seek(Number(offset), whence)), true);
      return SUCCESS;
    },
    fd_write(descriptor: number, buffersAt: number, buffers: number, writtenAt: number) {
      let written = 0;
      for (let index = 0; index < buffers; index++) {
        const at = view().getUint32(buffersAt + 8 * index, true);
        const part = bytes(at, view().getUint32(buffersAt + 8 * index + 4, true));
        if (descriptor === FILE) file.write(part);
        else if (descriptor === 1) printed.push(part.slice());
        written += part.length;
      }
      view().setUint32(writtenAt, written, true);
      return SUCCESS;
    },
    path_open(...parameters: number[]) {
      file.seek(0, 0);
      view().setUint32(parameters[8] ?? 0, FILE, true);
      return SUCCESS;
    },
    proc_exit() {
      throw new Exit();
    },
  };

  const { exports } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: calls });
  memory = exports.memory as WebAssembly.Memory;
  try {
    (exports._start as () => void)();
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
  }
  return { stdout: Buffer.concat(printed).toString('latin1'), file: file.contents() };
}

class GrowingFile {
  #bytes = new Uint8Array(1 << 16);
  #size = 0;
  #position = 0;

  seek(offset: number, whence: number): number {
    const from = [0, this.#position, this.#size][whence] ?? 0;
    this.#position = from + offset;
    return this.#position;
  }

  write(part: Uint8Array): void {
    const end = this.#position + part.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(part, this.#position);
    this.#position = end;
    this.#size = Math.max(this.#size, end);
  }

  contents(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#size);
  }
}
