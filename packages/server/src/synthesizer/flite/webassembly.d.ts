/** The part of the WebAssembly interface used here: Node's types of version 20 leave it to those of browsers. */
declare namespace WebAssembly {
  type Module = object;
  class Memory {
    constructor(descriptor: { initial: number });
    readonly buffer: ArrayBuffer;
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, (...parameters: never[]) => number>>);
    readonly exports: Record<string, unknown>;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}
