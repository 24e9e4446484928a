/** Which host a request names that came through the edge. */
import { type ReceivedRequest, valuesOf } from '#gate/kit/edge/stub.ts'

/**
 * The host that the client asked for. The port on which it asked may follow, as in
 * `$host:$server_port`.
 */
export function hostOf(
  request: Pick<ReceivedRequest, 'rawHeaders'>,
  port: number,
): string | undefined {
  const [forwarded] = valuesOf(request, 'x-forwarded-host')
  const host = forwarded ?? valuesOf(request, 'host')[0]
  return host?.replace(new RegExp(`:${port}$`), '')
}
