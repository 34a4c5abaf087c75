import type { Client, ClientPathsWithMethod, FetchOptions } from 'openapi-fetch';
import type { components, paths } from './api.ts';

/** Shapes of what the API answers, by name: `Shapes['Customer']`. */
export type Shapes = components['schemas'];

/** Every path of the vendor API as it stands behind `/api/v1`. */
export type VendorPaths = {
  [Path in keyof paths as Path extends `/api/v1${infer Rest}` ? Rest : never]: paths[Path];
};

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
export type PathOf<M extends Method> = ClientPathsWithMethod<Client<VendorPaths>, M>;

type Operation<Path extends keyof VendorPaths, M extends Method> = VendorPaths[Path][M];

/** `params.path`, `params.query` and `body` of one operation, and what `fetch` takes; a field too many is a mistake. */
export type CallOptions<Path extends keyof VendorPaths, M extends Method> = FetchOptions<Operation<Path, M>>;

/** Options may be left out where nothing in them is needed. */
export type CallArguments<Path extends keyof VendorPaths, M extends Method> =
  object extends CallOptions<Path, M> ? [options?: CallOptions<Path, M>] : [options: CallOptions<Path, M>];

type Json<Answer> = Answer extends { content: { 'application/json': infer Body } } ? Body : undefined;

type Successes<Op> = Op extends { responses: infer All }
  ? { [Status in keyof All as Status extends 200 | 201 | 202 | 204 ? Status : never]: All[Status] }
  : never;

/** What a successful call resolves with; `undefined` where there is no body. */
export type Answer<Path extends keyof VendorPaths, M extends Method> = {
  [Status in keyof Successes<Operation<Path, M>>]: Json<Successes<Operation<Path, M>>[Status]>;
}[keyof Successes<Operation<Path, M>>];

/** Lists that are read page by page. */
export type ListPath = {
  [Path in PathOf<'get'>]: Answer<Path, 'get'> extends {
    items: readonly unknown[];
    nextCursor: string | null;
  }
    ? Path
    : never;
}[PathOf<'get'>];

export type Item<Path extends ListPath> =
  Answer<Path, 'get'> extends { items: readonly (infer One)[] } ? One : never;
