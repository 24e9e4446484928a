/** The guide's headings under which it makes claims, in its order and by their names. */
export const headings = [
  'Pre-Deployment Checklist',
  'Build Production Image',
  'Docker Compose Production',
  'Deploy with Docker',
  'Nginx Configuration',
  'Production Environment Variables',
  'Connection Pool Tuning Guide',
  'Cloud Deployments',
  'AWS (Elastic Beanstalk)',
  'AWS (ECS/Fargate)',
  'Google Cloud Run',
  'Running Migrations',
  'Database Backup',
  'Monitoring & Logging',
  'Structured Logging',
  'Health Check Endpoint',
  'Prometheus Metrics (Optional)',
  'Rate Limiting',
  'Security Headers',
  'Zero-Downtime Deployment',
  'Blue-Green Deployment',
  'Rolling Deployment (Docker Swarm)',
  'Common Issues',
  'Debug Commands',
] as const

export type Heading = (typeof headings)[number]
