{
  name: createHash('md5').update(text).digest('hex'),
  text,
  values: values as unknown[],
},
