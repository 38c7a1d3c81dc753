/**
 * Finds hands and body in a worker of its own, so that the page stays quick. Everything it loads comes from our own
 * origin; pictures live only in this worker's memory.
 */
import { FilesetResolver, HandLandmarker, PoseLandmarker } from '@mediapipe/tasks-vision';
import { fetchWithProgress } from './fetch-with-progress';
import type { FromLandmarkWorker, ToLandmarkWorker } from './landmark-messages';

type Files = Extract<ToLandmarkWorker, { type: 'start' }>;

const BRIGHTNESS_WIDTH = 16;
const BRIGHTNESS_HEIGHT = 12;

let files: Files | undefined;
let hands: HandLandmarker | undefined;
let pose: PoseLandmarker | undefined;
const small = new OffscreenCanvas(BRIGHTNESS_WIDTH, BRIGHTNESS_HEIGHT).getContext('2d', {
  willReadFrequently: true,
});

self.addEventListener('message', ({ data }: MessageEvent<ToLandmarkWorker>) => {
  void answer(data).catch((error: unknown) => say({ type: 'failed', message: String(error) }));
});

async function answer(message: ToLandmarkWorker): Promise<void> {
  if (message.type === 'start') {
    files = message;
    hands = await loadHands(message);
    say({ type: 'ready', runtime: `MediaPipe, ${delegate()}` });
  } else if (message.type === 'load-pose') {
    pose = await loadPose().catch(() => undefined);
    if (pose) say({ type: 'pose-ready' });
  } else {
    find(message.picture, message.milliseconds, message.withPose);
  }
}

function find(picture: ImageBitmap, milliseconds: number, withPose: boolean): void {
  if (!hands) throw new Error('A picture came before the hand model was ready.');
  const found = hands.detectForVideo(picture, milliseconds);
  const body = withPose ? pose?.detectForVideo(picture, milliseconds).landmarks[0] : undefined;
  const brightness = brightnessOf(picture);
  picture.close();
  say({
    type: 'found',
    hands: found.landmarks.map((points, index) => ({
      points,
      label: found.handedness[index]?.[0]?.categoryName ?? '',
      score: found.handedness[index]?.[0]?.score ?? 0,
    })),
    ...(body ? { pose: body } : {}),
    brightness,
  });
}

async function loadHands({ wasm, hands: model }: Files): Promise<HandLandmarker> {
  // The runtime fetches its own binary; fetching it first shows progress and leaves it in the browser's cache.
  const [buffer] = await fetchWithProgress([model, `${wasm}/vision_wasm_module_internal.wasm`], (fraction) =>
    say({ type: 'progress', fraction }),
  );
  if (!buffer) throw new Error('The hand model is empty.');
  const fileset = await FilesetResolver.forVisionTasks(wasm, true);
  return HandLandmarker.createFromOptions(fileset, {
    baseOptions: { modelAssetBuffer: buffer, delegate: delegate() },
    runningMode: 'VIDEO',
    numHands: 2,
    minHandDetectionConfidence: 0.5,
    minHandPresenceConfidence: 0.5,
    minTrackingConfidence: 0.5,
  });
}

async function loadPose(): Promise<PoseLandmarker> {
  if (!files) throw new Error('The pose model was asked for before the start.');
  const [buffer] = await fetchWithProgress([files.pose], () => undefined);
  if (!buffer) throw new Error('The pose model is empty.');
  const fileset = await FilesetResolver.forVisionTasks(files.wasm, true);
  // The runtime's script hands over its factory once, when it is first imported; under another address it is imported again.
  const again = { ...fileset, wasmLoaderPath: `${fileset.wasmLoaderPath}?pose` };
  return PoseLandmarker.createFromOptions(again, {
    baseOptions: { modelAssetBuffer: buffer, delegate: delegate() },
    runningMode: 'VIDEO',
    numPoses: 1,
  });
}

/** Software rendering is slower than plain computing: only a real graphics card gets the work. */
function delegate(): 'CPU' | 'GPU' {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');
  const renderer = gl && info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : '';
  return renderer && !/swiftshader|llvmpipe|software|basic render/i.test(renderer) ? 'GPU' : 'CPU';
}

function brightnessOf(picture: ImageBitmap): number {
  if (!small) return 1;
  small.drawImage(picture, 0, 0, BRIGHTNESS_WIDTH, BRIGHTNESS_HEIGHT);
  const { data } = small.getImageData(0, 0, BRIGHTNESS_WIDTH, BRIGHTNESS_HEIGHT);
  let sum = 0;
  // Luma weights of ITU-R BT.601.
  for (let at = 0; at < data.length; at += 4) {
    sum += 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
  }
  return sum / (data.length / 4) / 255;
}

function say(message: FromLandmarkWorker): void {
  self.postMessage(message);
}
