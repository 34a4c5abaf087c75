import { useEffect } from 'preact/hooks';

/** Asks again and again while something runs. */
export function useAgain(busy: boolean, again: () => void, everyMs: number): void {
  useEffect(() => {
    if (!busy) return;
    const timer = setInterval(again, everyMs);
    return () => clearInterval(timer);
  }, [busy, again, everyMs]);
}
