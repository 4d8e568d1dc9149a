import check from './check.ts'
import { cases } from '../test/support/cases.ts'

cases(check, { paths: ['docs/**'] }, [
  ['an empty change', [], []],
  ['another file', ['M src/a.ts'], []],
  ['a watched file', ['M docs/a.md'], ['docs/a.md: docs/a.md changed']],
  ['new and deleted ones', ['A docs/a.md', 'D docs/b.md'], ['docs/a.md changed', 'docs/b.md changed']],
])

cases(check, { paths: [] }, [
  ['nothing to watch', ['M docs/a.md'], []],
])
