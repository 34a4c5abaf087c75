import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { basename } from 'node:path';

const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority;

/**
 * Puts this thread behind those that answer: `behind` for what somebody still waits for a moment, `last` for what may
 * take its time. Only Linux gives each thread a priority of its own; elsewhere one of the whole process would be lowered.
 */
export function stepBack(to: 'behind' | 'last'): void {
  if (process.platform !== 'linux') return;
  try {
    const thread = Number(basename(readlinkSync('/proc/thread-self')));
    setPriority(thread, to === 'last' ? PRIORITY_LOW : PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that hides /proc, or refuses: the thread then competes as it would have.
  }
}
