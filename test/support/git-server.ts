// A git server over HTTP, for tests: `node --import tsx git-server.ts <folder of bare repositories> [<key> <certificate>]`. It
// prints its port, and answers through git http-backend, as a web server would. With a key it speaks TLS.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer as plain, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as secure } from 'node:https'
import type { AddressInfo } from 'node:net'

const [folder = '', key, cert] = process.argv.slice(2)

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
  const { headers } = request
  const text = (name: string) => String(headers[name] ?? '')
  const cgi = spawn('git', ['http-backend'], {
    env: {
      ...process.env, GIT_PROJECT_ROOT: folder, GIT_HTTP_EXPORT_ALL: '1', PATH_INFO: decodeURIComponent(pathname), QUERY_STRING: search.slice(1), REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: text('content-type'), HTTP_CONTENT_ENCODING: text('content-encoding'), GIT_PROTOCOL: text('git-protocol'), ...headers['content-length'] === undefined ? {} : { CONTENT_LENGTH: text('content-length') },
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  cgi.stdin.on('error', () => {})
  request.pipe(cgi.stdin)
  const out: Buffer[] = []
  cgi.stdout.on('data', (chunk: Buffer) => { out.push(chunk) })
  cgi.on('close', () => {
    const all = Buffer.concat(out)
    const end = all.indexOf('\r\n\r\n')
    const lines = all.toString('latin1', 0, end).split('\r\n').map((line) => line.split(': ') as [string, string])
    const status = Number(lines.find(([name]) => name === 'Status')?.[1]?.split(' ')[0] ?? 200)
    response.writeHead(status, Object.fromEntries(lines.filter(([name]) => name !== 'Status')))
    response.end(all.subarray(end + 4))
  })
}

const server = key && cert ? secure({ key: readFileSync(key), cert: readFileSync(cert) }, answer) : plain(answer)
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
// Whoever started it may be killed: it ends with its input.
process.stdin.on('end', () => process.exit()).resume()
