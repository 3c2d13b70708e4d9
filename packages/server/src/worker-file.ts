/**
 * Where a worker thread's program lies: beside its caller once built. Node cannot run the TypeScript source as a worker, so
 * code that itself runs from source (tests) starts the built one.
 *
 * @param caller `import.meta.url` of the module that starts the worker @param name without extension
 */
export function workerFile(caller: string, name: string): URL {
  const built = caller.endsWith('.ts') ? caller.replace(/\/src\/(?!.*\/src\/)/, '/dist/') : caller;
  return new URL(`./${name}.js`, built);
}
