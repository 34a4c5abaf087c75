import * as signals from '@preact/signals-core';
import * as hooks from 'preact/hooks';
import { jsx } from 'preact/jsx-runtime';
import { takeHooks } from './hooks.ts';
import { takeElements } from './jsx.ts';
import { takeSignals } from './signals.ts';

// Imported before anything that draws with Preact; in this one module the names mean the libraries themselves.
takeElements(jsx as never);
takeHooks(hooks);
takeSignals(signals);
