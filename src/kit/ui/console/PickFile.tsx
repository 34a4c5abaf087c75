import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { Action } from './Action.tsx';
import { upload } from './icons.ts';

interface PickFileProps {
  readonly children: ComponentChildren;
  readonly label: string;
  readonly accept: string;
  readonly pending?: string | undefined;
  readonly onPick: (file: File) => void;
}

/** A button that lets one file be chosen. */
export function PickFile({ children, label, accept, pending, onPick }: PickFileProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Action icon={upload} pending={pending} onClick={() => input.current?.click()}>
        {children}
      </Action>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        accept={accept}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file) onPick(file);
          currentTarget.value = '';
        }}
      />
    </>
  );
}
