import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const FOLDER = new URL('../node_modules/@mediapipe/tasks-vision/wasm/', import.meta.url);
/** The build for module workers; every browser that has those has SIMD. */
const FILES = ['vision_wasm_module_internal.js', 'vision_wasm_module_internal.wasm'];
const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', wasm: 'application/wasm' };

/** Serves MediaPipe's runtime from our own origin at /wasm: copied at build, read from the package while developing. */
export function wasmRuntime(): Plugin {
  return {
    name: 'okienko-wasm-runtime',
    configureServer(server) {
      server.middlewares.use('/wasm', (request, response, next) => {
        const file = FILES.find((name) => request.url?.split('?')[0] === `/${name}`);
        if (!file) {
          next();
          return;
        }
        readFile(fileURLToPath(new URL(file, FOLDER))).then((content) => {
          response.setHeader('Content-Type', TYPES[file.split('.').pop() ?? ''] ?? '');
          response.end(content);
        }, next);
      });
    },
    async generateBundle() {
      for (const file of FILES) {
        const source = await readFile(fileURLToPath(new URL(file, FOLDER)));
        this.emitFile({ type: 'asset', fileName: `wasm/${file}`, source });
      }
    },
  };
}
