import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { placeLabel, type TermSpan, termMarks } from './term.ts';

interface TermLineProps extends TermSpan {
  /** What the picture says, as one sentence. */
  readonly name: string;
  readonly labels?: {
    readonly from: string;
    readonly today: string;
    readonly until: string | undefined;
    readonly deadline: string | undefined;
  };
}

/** Begin, today, last day for notice and end on one track. */
export function TermLine({ name, labels, ...span }: TermLineProps) {
  const marks = termMarks(span);
  const below = useRef<HTMLDivElement>(null);
  const [from, setFrom] = useState<number | undefined>(undefined);

  useLayoutEffect(() => {
    const line = below.current;
    if (!line || typeof ResizeObserver === 'undefined') return;
    const measure = () => {
      const [start = 0, width = 0, end = 0] = [...line.children].map(
        (label) => label.getBoundingClientRect().width,
      );
      const whole = line.getBoundingClientRect().width;
      setFrom(placeLabel(marks.today * whole, width, { start, end, whole }));
    };
    const observer = new ResizeObserver(measure);
    // Letters that come later make other labels of the same words.
    for (const one of [line, ...line.children]) observer.observe(one);
    return () => observer.disconnect();
  }, [marks.today]);

  const at = (share: number) => ({ '--at': `${(share * 100).toFixed(2)}%` });
  const { deadline } = marks;
  // Words go before the tick where there is more room, else behind it.
  const side = deadline !== undefined && deadline < 0.5 ? 'after' : 'before';
  return (
    <div class="term" role="img" aria-label={name}>
      {labels?.deadline && deadline !== undefined ? (
        <div class={`term-labels ${side}`} style={at(deadline)}>
          <span class="due">{labels.deadline}</span>
        </div>
      ) : null}
      <div class={`term-track${span.until ? '' : ' open'}`}>
        <span class="term-past" style={at(marks.today)} />
        {deadline === undefined ? null : (
          <>
            <span class="term-late" style={at(deadline)} />
            <span class="term-deadline" style={at(deadline)} />
          </>
        )}
        {marks.begun && !marks.over ? <span class="term-today" style={at(marks.today)} /> : null}
      </div>
      {labels ? (
        <div class="term-labels muted" ref={below}>
          <span>{labels.from}</span>
          <span
            class="at"
            style={{
              '--from': `${from ?? 0}px`,
              visibility: from !== undefined && marks.begun && !marks.over ? 'visible' : 'hidden',
            }}
          >
            {labels.today}
          </span>
          <span class="end">{labels.until}</span>
        </div>
      ) : null}
    </div>
  );
}
