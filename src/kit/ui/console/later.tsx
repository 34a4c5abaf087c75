import { type ComponentChildren, type FunctionComponent, h } from 'preact';
import { Load, useLoad } from './Load.tsx';

type View<Props> = (props: Props) => ComponentChildren;

/** Read aloud while it comes: “Loading: customer”. */
interface Named {
  readonly what: string;
}

/** A part of a view that is fetched when it is first drawn: all parts together would be more than a view may weigh. */
export function later<Name extends string, Props extends object>(
  name: Name,
  load: () => Promise<Readonly<Record<Name, View<Props>>>>,
): View<Props & Named> {
  // biome-ignore lint/correctness/noComponentHookFactories: made once, beside the view that it is a part of
  return function Later(props) {
    const part = useLoad<View<Props>>(name, async () => (await load())[name]);
    return (
      <Load of={part} what={props.what}>
        {(Part) => h(Part as FunctionComponent<Props>, props)}
      </Load>
    );
  };
}
