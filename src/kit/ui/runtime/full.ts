import { batch, computed, createModel, effect, signal } from '@preact/signals-core';
import {
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from 'preact/hooks';
import { jsx } from 'preact/jsx-runtime';
import { takeHooks } from './hooks.ts';
import { takeElements } from './jsx.ts';
import { takeSignals } from './signals.ts';

// Imported before anything that draws with Preact; in this one module the names mean the libraries themselves.
takeElements(jsx as never);
takeHooks({ useCallback, useEffect, useId, useLayoutEffect, useMemo, useReducer, useRef, useState });
takeSignals({ batch, computed, createModel, effect, signal });
