export type CameraProblem = 'denied' | 'missing' | 'busy' | 'insecure';

/** Why the camera's picture cannot be had. */
export class CameraError extends Error {
  constructor(readonly problem: CameraProblem) {
    super(`The camera cannot be used: ${problem}.`);
    this.name = 'CameraError';
  }
}

/**
 * Open the camera, 640 × 480 where it can.
 *
 * Raises `CameraError` that says whether permission, a camera, or a free camera is missing.
 */
export async function openCamera(): Promise<MediaStream> {
  // Browsers hide the camera from pages that came over a plain connection from elsewhere.
  if (!('mediaDevices' in navigator) || !navigator.mediaDevices) throw new CameraError('insecure');
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: 'user', width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } },
    });
  } catch (error) {
    throw new CameraError(problemOf(error));
  }
}

/** Switch the camera off. */
export function closeCamera(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

function problemOf(error: unknown): CameraProblem {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  return 'busy';
}
