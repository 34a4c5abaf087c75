import { Form, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { numberFrom } from '../rules.ts';
import type { DocumentKind, NumberSeries } from '../schema.ts';
import type { Props } from './looks.tsx';

const kinds: readonly DocumentKind[] = ['invoice', 'credit-note'];
const path = '/api/v1/number-series';

const startOf = (series: readonly NumberSeries[]): FormValues =>
  Object.fromEntries(
    series.flatMap(({ kind, prefix, digits, next }) => [
      [`${kind}.prefix`, prefix],
      [`${kind}.digits`, String(digits)],
      [`${kind}.next`, String(next)],
    ]),
  );

const whole = (text: unknown, most: number): number | undefined =>
  /^\d{1,10}$/.test(String(text)) && Number(text) >= 1 && Number(text) <= most ? Number(text) : undefined;

/** How the documents made here are numbered: without gaps, each kind for itself. */
export const Numbers = watching(function Numbers({ desk, t }: Props) {
  const series = useLoad(path, async () => (await desk.api.get<{ items: NumberSeries[] }>(path)).items);
  return (
    <Load of={series} what={t('letters.numbers')}>
      {(items) => (
        <Form
          name="number series"
          start={startOf(items)}
          submit={t('letters.numbers.save')}
          pending={t('letters.saving')}
          failed={t('letters.failed')}
          quiet
          refusals={{ 'number-series.begun': t('letters.numbers.begun') }}
          onSave={async (values) => {
            const changed: NumberSeries[] = [];
            for (const before of items) {
              const { kind } = before;
              const next = Number(values[`${kind}.next`]);
              const after = {
                prefix: String(values[`${kind}.prefix`]).trim(),
                digits: Number(values[`${kind}.digits`]),
                ...(next !== before.next && { next }),
              };
              changed.push(await desk.api.patch<NumberSeries>(`${path}/${kind}`, after));
            }
            series.set(changed);
            desk.say(t('letters.saved'));
          }}
          groups={(values) =>
            kinds.map((kind) => {
              const digits = whole(values[`${kind}.digits`], 10);
              const next = whole(values[`${kind}.next`], 1_000_000_000);
              const prefix = String(values[`${kind}.prefix`]).trim();
              return {
                title: t(`letters.numbers.${kind}`),
                hint:
                  digits && next ? (
                    <>
                      {t('letters.numbers.about')} {t('letters.numbers.sample')}{' '}
                      <bdi class="num strong">
                        {numberFrom({ prefix, digits }, next, new Date().toISOString().slice(0, 10))}
                      </bdi>
                    </>
                  ) : undefined,
                fields: [
                  [
                    {
                      name: `${kind}.prefix`,
                      label: t('letters.prefix'),
                      hint: t('letters.prefix.hint', { year: '{year}' }),
                      always: true,
                      ltr: true,
                      check: (text: string) =>
                        /^[\w./-]*(?:\{year\}[\w./-]*)?$/.test(text.trim())
                          ? undefined
                          : t('letters.prefix.wrong', { year: '{year}' }),
                    },
                    {
                      name: `${kind}.digits`,
                      label: t('letters.digits'),
                      need: t('letters.digits.wrong'),
                      width: 'w-short',
                      ltr: true,
                      check: (text: string) => (whole(text, 10) ? undefined : t('letters.digits.wrong')),
                    },
                  ],
                  {
                    name: `${kind}.next`,
                    label: t('letters.next'),
                    hint: t('letters.next.hint'),
                    need: t('letters.next.wrong'),
                    width: 'w-short',
                    ltr: true,
                    check: (text: string) =>
                      whole(text, 1_000_000_000) ? undefined : t('letters.next.wrong'),
                  },
                ],
              };
            })
          }
        />
      )}
    </Load>
  );
});
