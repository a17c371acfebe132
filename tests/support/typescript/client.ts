// A client of the API as a TypeScript program has one: its types are made from openapi.json (api.d.ts, beside this file when it
// is compiled), and a call that the document does not know does not compile. tests/api/documents.test.mjs compiles and runs it.
import createClient from 'openapi-fetch';

import type {components, paths} from './api.js';

type Brand = components['schemas']['Brand'];
type Problem = components['schemas']['Problem'];

/** The answer's data; throws what the server said when there is none. */
function sure<T>({data, error, response}: {data?: T; error?: unknown; response: Response}): T {
  if (data === undefined) throw new Error(`${response.status}: ${JSON.stringify(error)}`);
  return data;
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

declare const process: {argv: string[]};

const api = createClient<paths>({baseUrl: process.argv[2] ?? ''});
const patchType = {'Content-Type': 'application/merge-patch+json'};

// Create, and the same again with the same key.
const created = await api.POST('/api/v1/brands', {
  params: {header: {'Idempotency-Key': 'typed-1', 'Change-Reason': 'first%20contact'}},
  body: {name: 'Castellan Freight', headcount: 1284, country: 'AT', tags: ['renewal']},
});
const brand: Brand = sure(created);
const etag = created.response.headers.get('etag') ?? '';
check(created.response.status === 201 && brand.version === 1, 'a brand is created');
const again = await api.POST('/api/v1/brands', {
  params: {header: {'Idempotency-Key': 'typed-1', 'Change-Reason': 'first%20contact'}},
  body: {name: 'Castellan Freight', headcount: 1284, country: 'AT', tags: ['renewal']},
});
check(sure(again).id === brand.id, 'a repeated request is answered as the first one');

// What is wrong is named.
const refused = await api.POST('/api/v1/brands', {body: {name: 'Castellan Freight', headcount: -1}});
const problem: Problem | undefined = refused.error;
check(refused.response.status === 422 && problem?.errors?.[0]?.field === 'headcount', 'a fault is named by its field');

// Get, whole and unchanged.
const path = {id: brand.id};
const read = sure(await api.GET('/api/v1/brands/{id}', {params: {path}}));
check(read.name === 'Castellan Freight', 'it is read back');
const held = await api.GET('/api/v1/brands/{id}', {params: {path, header: {'If-None-Match': etag}}});
check(held.response.status === 304, 'what is held is not sent again');

// List with a filter.
const page = sure(await api.GET('/api/v1/brands', {
  params: {query: {filter: 'name = "castellan freight" AND headcount > 1000', order_by: 'headcount desc, name', page_size: 10}},
}));
check(page.items.length === 1 && page.items[0]?.headcount === 1284 && page.total.exact, 'a filter finds it');

// Patch with If-Match, then the conflict of a second one.
const changed = sure(await api.PATCH('/api/v1/brands/{id}', {
  params: {path, header: {'If-Match': etag}}, headers: patchType, body: {headcount: 1300, industry: null},
}));
check(changed.version === 2 && changed.headcount === 1300, 'it is changed');
const late = await api.PATCH('/api/v1/brands/{id}', {
  params: {path, header: {'If-Match': etag}}, headers: patchType, body: {headcount: 1400},
});
check(late.response.status === 412 && late.error?.conflicts?.[0]?.current === 1300, 'a late change is told what stands against it');

// Delete and undelete.
check((await api.DELETE('/api/v1/brands/{id}', {params: {path}})).response.status === 204, 'it is deleted');
check((await api.GET('/api/v1/brands/{id}', {params: {path}})).response.status === 404, 'it is gone');
check(sure(await api.POST('/api/v1/brands/{id}:undelete', {params: {path}})).version === 4, 'it is back');

// A batch: all or nothing.
const batch = sure(await api.POST('/api/v1/brands:batch', {
  body: {operations: [{create: {name: 'Second'}}, {update: {id: brand.id, version: 4, headcount: 1500}}]},
}));
check(batch.results.length === 2 && batch.results[1]?.headcount === 1500, 'a batch writes both');
const broken = await api.POST('/api/v1/brands:batch', {
  body: {operations: [{create: {name: 'Third'}}, {update: {id: brand.id, version: 4, headcount: 1}}]},
});
check(broken.error !== undefined, 'a batch with a conflict is refused');
const third = sure(await api.GET('/api/v1/brands', {params: {query: {filter: 'name = "Third"'}}}));
check(third.items.length === 0, 'and nothing of it is kept');

// An insight refers to its brand; the history tells what happened.
const insight = sure(await api.POST('/api/v1/insights', {body: {brand_id: brand.id, title: 'Second hub', status: 'draft'}}));
check(insight.brand.name === 'Castellan Freight' && insight.status === 'draft', 'a reference comes with its short form');
const history = sure(await api.GET('/api/v1/brands/{id}/history', {params: {path, query: {page_size: 100}}}));
check(history.page_size === 100, 'the history answers');

// What happened last, and how much in each week.
const activity = sure(await api.GET('/api/v1/activity', {params: {query: {page_size: 5}}}));
check(activity.items.every((entry) => entry.seq > 0 && entry.changed.length >= 0), 'the activity answers');
const counted = sure(await api.GET('/api/v1/insights:facets', {params: {query: {fields: 'status,created_at:week'}}}));
check(counted.facets.status?.values[0]?.value === 'draft', 'values are counted');
check((counted.facets['created_at:week']?.values[0]?.count ?? 0) > 0, 'weeks are counted');

console.log('every call answered as its type says');
