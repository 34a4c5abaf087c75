/** Compares one password with one bcrypt hash, away from the event loop. */
import { parentPort, workerData } from 'node:worker_threads';
import { compareSync } from 'bcryptjs';

const { hash, password } = workerData as { readonly hash: string; readonly password: string };
parentPort?.postMessage(compareSync(password, hash));
