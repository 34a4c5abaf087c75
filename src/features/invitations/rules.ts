/** What is known of an invitation when its turn comes. */
export interface Standing {
  readonly waveSize: number;
  readonly stopAtPercent: number;
  /** People of the present wave who have not had their turn; 0: a new wave begins. */
  readonly leftInWave: number;
  /** Mails written, and of them those that have not left and those that were refused or came back. */
  readonly sent: number;
  readonly queued: number;
  readonly failed: number;
  /** Both as they stood when somebody said that it goes on in spite of them. */
  readonly forgivenSent: number;
  readonly forgivenFailed: number;
}

export type Step =
  | { readonly kind: 'stop' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'send'; readonly people: number; readonly newWave: boolean };

/** Fewer bad addresses than this say nothing about the rest. */
const fewest = 3;

/** Whether more than `stopAtPercent` of a hundred mails failed, of those that nobody has forgiven. */
export function tooManyFailed(standing: Omit<Standing, 'waveSize' | 'leftInWave' | 'queued'>): boolean {
  const failed = standing.failed - standing.forgivenFailed;
  const sent = standing.sent - standing.forgivenSent;
  return failed >= fewest && failed * 100 > standing.stopAtPercent * sent;
}

/** People in one transaction: short enough that nobody waits for it. */
export const pieceSize = 50;

/**
 * What an invitation does next. A new wave begins only when most of the last one has left: while the mail server is
 * away nobody knows which addresses are bad.
 */
export function nextStep(standing: Standing): Step {
  if (tooManyFailed(standing)) return { kind: 'stop' };
  const newWave = standing.leftInWave === 0;
  if (newWave && standing.queued * 2 > standing.waveSize) return { kind: 'wait' };
  const people = Math.min(pieceSize, newWave ? standing.waveSize : standing.leftInWave);
  return { kind: 'send', people, newWave };
}
