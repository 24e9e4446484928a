import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

export interface Mail {
  to: string
  subject: string
  text: string
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Sends a mail in the background: its outcome is logged, never returned. */
    sendMail: (mail: Mail) => void
  }
}

const timeoutMs = 5_000

/** Mail by SMTP, if SMTP_HOST is set. Shutdown waits for mails that are being sent. */
async function mailer(fastify: FastifyInstance) {
  const { settings, log } = fastify
  const underWay = new Set<Promise<void>>()

  async function deliver(mail: Mail): Promise<void> {
    if (settings.SMTP_HOST === undefined) {
      log.info('mail is not configured: nothing was sent')
      return
    }
    const { createTransport } = await import('nodemailer')
    const { SMTP_HOST: host, SMTP_PORT: port, SMTP_USER: user, SMTP_PASSWORD: pass } = settings
    const transport = createTransport({
      host,
      port,
      secure: port === 465,
      ...(user === undefined || pass === undefined ? {} : { auth: { user, pass } }),
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
    })
    try {
      await transport.sendMail({ from: settings.SMTP_FROM, ...mail })
      log.info('mail sent')
    } catch (error) {
      log.error({ exception: error }, `mail could not be sent by ${host}:${port}`)
    } finally {
      transport.close()
    }
  }

  fastify.decorate('sendMail', (mail) => {
    const sending = deliver(mail).finally(() => underWay.delete(sending))
    underWay.add(sending)
  })
  fastify.addHook('onClose', async () => {
    await Promise.allSettled(underWay)
  })
}

export default fp(mailer, { name: 'mailer', dependencies: ['settings'] })
