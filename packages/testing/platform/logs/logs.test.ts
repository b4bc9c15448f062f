import { expect, test } from 'vitest'
import { emptyLogStore, periodOf, queried } from './logs.ts'

const store = emptyLogStore()
store.add([
  call('06:10', 'webhook', 200, 120),
  call('06:20', 'webhook', 200, 180),
  call('07:05', 'webhook', 500, 9_000),
  call('07:10', 'weekly', 404, 40),
  {
    timestamp: '2026-03-09T07:15:00Z',
    source: 'auth_logs',
    message: 'It\'s "down"',
    severity: 'ERROR',
  },
])
const rows = store.rows({ from: 0, to: Date.parse('2026-03-10T00:00:00Z') })

function call(time: string, name: string, status: number, took: number) {
  return {
    timestamp: `2026-03-09T${time}:00.000Z`,
    source: 'function_edge_logs',
    attributes: { function_id: name, 'response.status_code': status, execution_time_ms: took },
  }
}

const status = "toInt32OrZero(log_attributes['response.status_code'])"

const answers: [string, string, unknown][] = [
  [
    'groups by what a column is called, and counts',
    `-- by hour
     select toStartOfHour(timestamp) as hour, ${status} as status, count() as calls from logs
     where source = 'function_edge_logs' group by hour, status order by hour, calls desc, status`,
    [
      { hour: '2026-03-09T06:00:00', status: 200, calls: 2 },
      { hour: '2026-03-09T07:00:00', status: 404, calls: 1 },
      { hour: '2026-03-09T07:00:00', status: 500, calls: 1 },
    ],
  ],
  [
    'shows instants to the microsecond, the newest first',
    `select timestamp, event_message from logs where ${status} >= 400 order by timestamp desc limit 1`,
    [{ timestamp: '2026-03-09T07:10:00.000000', event_message: '' }],
  ],
  [
    'compares an instant with a text',
    "select count() as n from logs where timestamp between '2026-03-09 07:00:00' and '2026-03-09T07:10:00'",
    [{ n: 2 }],
  ],
  [
    'answers with one row when there is nothing to aggregate',
    "select count() as n, max(timestamp) as newest from logs where source = 'none'",
    [{ n: 0, newest: null }],
  ],
  [
    'reckons in steps and keeps groups by a condition',
    `select intDiv(toInt32OrZero(log_attributes['execution_time_ms']), 50) * 50 as ms, count() as n
     from logs group by ms having ms > 100 order by ms`,
    [
      { ms: 150, n: 1 },
      { ms: 9000, n: 1 },
    ],
  ],
  [
    'interpolates a quantile',
    `select quantile(0.5)(toFloat64OrZero(log_attributes['execution_time_ms'])) as p from logs
     where log_attributes['function_id'] in ('webhook', 'weekly')`,
    [{ p: 150 }],
  ],
  [
    'searches texts, and knows what is not',
    `select source from logs where event_message ilike 'it\\'s%' and not source like 'function%'
     and log_attributes['absent'] = '' and (severity_text != 'INFO' or 1 = 2)`,
    [{ source: 'auth_logs' }],
  ],
]

for (const [what, sql, result] of answers) {
  test(what, () => expect(queried(sql, rows)).toEqual({ result }))
}

const refusals: [string, RegExp][] = [
  ['select * from logs', /select \* is not allowed/],
  ['select count(*) from logs', /count\(\*\) is not allowed/],
  ['select id from edge_logs', /Unknown table expression identifier 'edge_logs'/],
  ['select level from logs', /Unknown expression identifier 'level'/],
  ['select timestamp, count() from logs', /timestamp is not under aggregate function/],
  ["select id from logs where log_attributes['response.status_code'] >= 500", /no supertype/],
  ['select parse_json(event_message) from logs', /'parse_json' does not exist/],
  ['select id from logs cross join unnest(metadata)', /Syntax error.*cross/],
  ["select id from logs where timestamp > '2026-03-09T06:00:00Z'", /Cannot parse DateTime64/],
  ['with x as (select 1) select id from logs', /Syntax error.*with/],
  ['select id from logs order by id limit 1 offset 2', /Syntax error.*offset/],
  ['select id from logs where count() > 1', /Aggregate function count/],
  ['', /Syntax error.*end of the query/],
  ['select § from logs', /Syntax error/],
]

for (const [sql, message] of refusals) {
  test(`refuses with 200 and an error: ${sql}`, () => {
    expect(queried(sql, rows)).toMatchObject({
      result: [],
      error: { message: expect.stringMatching(message) },
    })
  })
}

test('a period has both bounds or none, and no more than a day', () => {
  const now = Date.parse('2026-03-09T08:00:00Z')
  expect(periodOf(null, null, now)).toEqual({ from: now - 60_000, to: now })
  expect(periodOf('2026-03-08T08:00:00Z', '2026-03-09T08:00:29Z', now)).toEqual({
    from: now - 24 * 60 * 60_000,
    to: now,
  })
  expect(() => periodOf('2026-03-08T08:00:00Z', null, now)).toThrow('both or not at all')
  expect(() => periodOf('2026-03-08T07:59:00Z', '2026-03-09T08:00:00Z', now)).toThrow('24 hours')
  expect(() => periodOf('2026-03-09T09:00:00Z', '2026-03-09T08:00:00Z', now)).toThrow('before')
})

test('in an outage nothing new arrives, and later it does', () => {
  const all = { from: 0, to: Number.POSITIVE_INFINITY }
  store.outage('2026-03-09T07:00:00Z')
  expect(store.rows(all)).toHaveLength(2)
  store.outage()
  expect(store.rows(all)).toHaveLength(5)
})

test('an event without a time is told', () => {
  expect(() => store.add([{ timestamp: 'today', source: 'edge_logs' }])).toThrow(
    '"today" is no instant',
  )
})
