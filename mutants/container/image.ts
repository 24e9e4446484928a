/** What is in the image, and which user runs it. */
import { defineMutants, edit, insertBefore } from '../mutant.ts'
import { dockerfile } from '../paths.ts'

export const image = defineMutants('container', {
  'container-as-root': {
    defect: 'The image has no user of its own: the backend runs as root.',
    kills: ['container.non-root'],
    edits: [edit(dockerfile, 'USER 1000:1000\n', '')],
  },
  'container-code-writable': {
    defect: 'The code belongs to the account that serves.',
    kills: ['container.non-root'],
    edits: [
      edit(
        dockerfile,
        'COPY reference-app/src reference-app/src',
        'COPY --chown=1000:1000 reference-app/src reference-app/src',
      ),
    ],
  },
  'container-secret-deleted-later': {
    defect: 'A key is written into one layer and deleted by the next.',
    kills: ['container.image-clean'],
    edits: [
      insertBefore(
        dockerfile,
        'USER 1000:1000',
        `RUN echo 'SECRET_KEY=q7Zk2mV9xT4bN8wR1cY6uJ3hL5pD0sGf' > build-settings
RUN rm build-settings`,
      ),
    ],
  },
  'container-secret-below-usr': {
    defect: "A key of all kinds of characters lies in a file below /usr that is nobody else's.",
    kills: ['container.image-clean'],
    edits: [
      insertBefore(
        dockerfile,
        'USER 1000:1000',
        `RUN mkdir /usr/local/app && \\
  echo "SECRET_KEY = 'ab1!cd2@ef3#gh4-ij5%kl6^mn7&op8*qr9(st0)'" > /usr/local/app/settings.py`,
      ),
    ],
  },
  'container-environment-file-copied': {
    defect: 'The environment file of a developer is copied with the code.',
    kills: ['container.image-clean'],
    files: ['reference-app/src/.env'],
  },
  'container-key-copied': {
    defect: 'A private key is copied with the code.',
    kills: ['container.image-clean'],
    files: ['reference-app/src/lib/signing.pem'],
  },
  'container-compiler-left': {
    defect: 'The final image still has a compiler.',
    kills: ['container.image-compiler-free'],
    edits: [insertBefore(dockerfile, 'USER 1000:1000', 'RUN ln -s /bin/true /usr/local/bin/gcc')],
  },
})
