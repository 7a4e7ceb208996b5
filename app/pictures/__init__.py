"""Pictures that people upload: judged by their content, decoded whole and written anew."""
