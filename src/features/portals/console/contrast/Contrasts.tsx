import { Action } from '../../../../kit/ui/console/Action.tsx';
import { Icon } from '../../../../kit/ui/Icon.tsx';
import { circleCheck } from '../../../../kit/ui/icons.ts';
import type { PoorPair } from '../../contrast.ts';
import type { ContrastWords } from './words.ts';

interface ContrastsProps {
  readonly t: ContrastWords;
  readonly pairs: readonly PoorPair[];
  readonly onFix: (name: string, colour: string) => void;
  /** Shows in a preview where a pair is; absent: there is no preview. */
  readonly onShow?: ((pair: PoorPair) => void) | undefined;
  /** The pair that is shown, and in how many places it was found. */
  readonly shown?: ShownPair | undefined;
}

export interface ShownPair {
  readonly pair: Pick<PoorPair, 'scheme' | 'front' | 'ground'>;
  readonly places?: number | undefined;
}
const isPair = (one: ShownPair['pair'], { scheme, front, ground }: ShownPair['pair']): boolean =>
  one.scheme === scheme && one.front === front && one.ground === ground;

/** Rounded down: 4.46 is not 4.5. */
const shownRatio = (t: ContrastWords, value: number) => `${t.number(Math.floor(value * 10) / 10)}:1`;

/** Pairs of colours that fall short, each with what was measured and the nearest colour that passes as one press. */
export function Contrasts({ t, pairs, onFix, onShow, shown }: ContrastsProps) {
  return (
    <div role="status" class="contrasts">
      {pairs.length === 0 ? (
        <p class="small muted">
          <Icon d={circleCheck} /> {t('portals.contrast.none')}
        </p>
      ) : (
        pairs.map(({ scheme, front, ground, ratio, needed, fix }, at) => (
          <div class="fix pale" key={`${scheme} ${front}`}>
            <p class="small">
              {t('portals.contrast.short', {
                front: t(`portals.colour.${front}`),
                ground: t(`portals.colour.${ground}`),
                scheme: t(`portals.contrast.scheme.${scheme}`),
                ratio: shownRatio(t, ratio),
                needed: shownRatio(t, needed),
              })}
            </p>
            {fix ? (
              <Action onClick={() => onFix(`${scheme}.${fix.field}`, fix.colour)}>
                <span class="swatch" style={{ '--swatch': fix.colour }} aria-hidden="true" />
                {t('portals.contrast.use', { colour: fix.colour, field: t(`portals.colour.${fix.field}`) })}
              </Action>
            ) : (
              <p class="small muted">{t('portals.contrast.far')}</p>
            )}
            {onShow ? (
              <button type="button" class="link small" onClick={() => onShow(pairs[at] as PoorPair)}>
                {t('portals.contrast.where')}
                <span class="vh">: {t(`portals.colour.${front}`)}</span>
              </button>
            ) : null}
            {shown?.places !== undefined && isPair(shown.pair, { scheme, front, ground }) ? (
              <p class="small muted">{t('portals.contrast.places', { count: shown.places })}</p>
            ) : null}
          </div>
        ))
      )}
    </div>
  );
}
